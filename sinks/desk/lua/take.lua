-- An alert as the engine states it. KEYS: alert. ARGV: id, version, now, engine state, notice, owner, severity, score, audience, boxes (JSON),
-- facts (JSON), due, ack due, folded (1: a bigger alert has absorbed it). What people have done with it stays; a lower or equal version changes nothing.
local key, id, version, now = KEYS[1], ARGV[1], ARGV[2], ARGV[3]
local engine, notice = ARGV[4], ARGV[5]
local had = redis.call('HGET', key, 'version')
if had and tonumber(had) >= tonumber(version) then return {0, ''} end
local state = redis.call('HGET', key, 'state')
local action = 'updated'
local function bucket(s)
  if (s == 'open' or s == 'acked') and redis.call('HGET', key, 'folded') == '1' then return 'folded'
  elseif s == 'open' or s == 'acked' then return 'live' elseif s == 'snoozed' then return 'snoozed' else return 'done' end
end
local old = state and bucket(state)
local boxes = redis.call('HGET', key, 'boxes')
if old then for _, box in ipairs(cjson.decode(boxes)) do redis.call('ZREM', 'box:' .. box .. ':' .. old, id) end end
if not state then
  state, action = 'open', 'opened'
  redis.call('HSET', key, 'opened_at', now, 'owner', ARGV[6], 'escalated', '0', 'ack_due_at', ARGV[13], 'boxes', ARGV[10])
  boxes = ARGV[10]
end
if engine == 'retracted' and state ~= 'retracted' and state ~= 'closed' then
  state, action = 'retracted', 'retracted'
  redis.call('HSET', key, 'result_code', '事实已撤销', 'closed_at', now)
elseif engine == 'expired' and bucket(state) ~= 'done' then
  state, action = 'expired', 'expired'
  redis.call('HSET', key, 'closed_at', now)
elseif notice == 'WORSENED' and state == 'snoozed' then
  state = 'open'
end
redis.call('HSET', key, 'folded', ARGV[14], 'version', version, 'state', state, 'severity', ARGV[7], 'score', ARGV[8], 'audience', ARGV[9], 'facts', ARGV[11], 'due_at', ARGV[12])
local b = bucket(state)
local score = b == 'done' and (redis.call('HGET', key, 'closed_at') or now) or ARGV[8]
for _, box in ipairs(cjson.decode(boxes)) do redis.call('ZADD', 'box:' .. box .. ':' .. b, score, id) end
if b == 'live' and state == 'open' then redis.call('ZADD', 'ack_due', redis.call('HGET', key, 'ack_due_at'), id) else redis.call('ZREM', 'ack_due', id) end
if b == 'done' then redis.call('ZREM', 'snoozed_until', id) end
if action ~= 'updated' then redis.call('RPUSH', 'history:' .. id, cjson.encode({at = now, who = 'engine', action = action, note = ''})) end
redis.call('XADD', 'tidewatch:events', 'MAXLEN', '~', '200000', '*', 'id', id, 'boxes', boxes, 'audience', ARGV[9], 'action', action)
return {1, action}
