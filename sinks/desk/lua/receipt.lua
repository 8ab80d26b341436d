-- A channel has had a notice, or never will ('': it is for none): said once, however often it is tried. ARGV: notice, channel, seconds that is kept,
-- what it is about, what is saved beside the line of the audit log, then the line as field, value pairs. Returns 1; 0 when it was known.
local receipt, line = 'receipt:' .. ARGV[1], {unpack(ARGV, 6)}
if redis.call('SADD', receipt, ARGV[2]) == 0 then return 0 end
redis.call('EXPIRE', receipt, ARGV[3])
redis.call('XADD', 'tidewatch:audit', 'MAXLEN', '~', '1000000', '*', unpack(line))
redis.call('XADD', 'tidewatch:outbox', '*', 'kind', 'audit', 'id', ARGV[4], 'saved', ARGV[5], unpack(line))
return 1
