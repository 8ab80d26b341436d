-- What waited for the morning, said at once. ARGV: owner, their box, now. Returns how many.
local waiting, ids = redis.call('SMEMBERS', 'digest:' .. ARGV[1]), {}
for _, id in ipairs(waiting) do if get(id, 'state') == 'retracted' or (get(id, 'state') == 'open' and bucket(id) == 'live') then ids[#ids + 1] = id end end
redis.call('DEL', 'digest:' .. ARGV[1])
redis.call('SREM', 'digests', ARGV[1])
local notice = #ids == 0 and '' or notify('', cjson.encode({ARGV[1]}), 'DIGEST', ARGV[3], cjson.encode(ids))
local line = {'at', ARGV[3], 'who', 'engine', 'action', 'digest sent', 'object', ARGV[1], 'note', tostring(#ids), 'audience', 'normal'}
redis.call('XADD', 'tidewatch:audit', 'MAXLEN', '~', '1000000', '*', unpack(line))
redis.call('XADD', 'tidewatch:outbox', '*', 'kind', 'audit', 'id', ARGV[1], 'saved', cjson.encode({notice = notice}), unpack(line))
if #ids == 0 then return 0 end
redis.call('XADD', 'tidewatch:events', 'MAXLEN', '~', '200000', '*', 'id', '', 'boxes', cjson.encode({ARGV[2]}), 'audience', 'normal', 'action', 'digest', 'ids', cjson.encode(ids))
return #ids
