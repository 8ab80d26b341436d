-- Somebody does something with an alert. KEYS: alert. ARGV: id, action, now, who, note, allowed states (comma), new state ('' = as it is),
-- wall clock ms, undo window ms, then field, value pairs. Returns {'ok', state before} or {'refused', state}.
local key, id, action, now, who, note = KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local state = redis.call('HGET', key, 'state')
if not state then return {'refused', ''} end
local function bucket(s)
  if (s == 'open' or s == 'acked') and redis.call('HGET', key, 'folded') == '1' then return 'folded'
  elseif s == 'open' or s == 'acked' then return 'live' elseif s == 'snoozed' then return 'snoozed' else return 'done' end
end
local fields = {'state', 'owner', 'boxes', 'snoozed_until', 'result_code', 'closed_at', 'acked_at', 'ack_due_at'}
local new, changes = ARGV[7], {}
if action == 'undo' then
  local undo = redis.call('HGET', key, 'undo')
  if not undo or tonumber(redis.call('HGET', key, 'undo_until') or '0') < tonumber(ARGV[8]) then return {'refused', state} end
  for field, value in pairs(cjson.decode(undo)) do if field == 'state' then new = value else changes[field] = value end end
  redis.call('HDEL', key, 'undo', 'undo_until')
else
  if not string.find(',' .. ARGV[6] .. ',', ',' .. state .. ',', 1, true) then return {'refused', state} end
  if ARGV[9] ~= '0' then
    local saved = {}
    for _, field in ipairs(fields) do saved[field] = redis.call('HGET', key, field) or '' end
    redis.call('HSET', key, 'undo', cjson.encode(saved), 'undo_until', string.format('%d', tonumber(ARGV[8]) + tonumber(ARGV[9])))
  end
  for i = 10, #ARGV, 2 do changes[ARGV[i]] = ARGV[i + 1] end
end
if new == '' then new = state end
for _, box in ipairs(cjson.decode(redis.call('HGET', key, 'boxes'))) do redis.call('ZREM', 'box:' .. box .. ':' .. bucket(state), id) end
redis.call('HSET', key, 'state', new)
for field, value in pairs(changes) do if value == '' then redis.call('HDEL', key, field) else redis.call('HSET', key, field, value) end end
local boxes, b = redis.call('HGET', key, 'boxes'), bucket(new)
local score = b == 'done' and (redis.call('HGET', key, 'closed_at') or now) or redis.call('HGET', key, 'score')
for _, box in ipairs(cjson.decode(boxes)) do redis.call('ZADD', 'box:' .. box .. ':' .. b, score, id) end
if new == 'open' then redis.call('ZADD', 'ack_due', redis.call('HGET', key, 'ack_due_at') or now, id) else redis.call('ZREM', 'ack_due', id) end
if new == 'snoozed' then redis.call('ZADD', 'snoozed_until', redis.call('HGET', key, 'snoozed_until') or now, id) else redis.call('ZREM', 'snoozed_until', id) end
redis.call('RPUSH', 'history:' .. id, cjson.encode({at = now, who = who, action = action, note = note}))
redis.call('XADD', 'tidewatch:audit', 'MAXLEN', '~', '1000000', '*', 'at', now, 'who', who, 'action', action, 'object', id, 'note', note)
redis.call('XADD', 'tidewatch:events', 'MAXLEN', '~', '200000', '*', 'id', id, 'boxes', boxes, 'audience', redis.call('HGET', key, 'audience'), 'action', action)
return {'ok', state}
