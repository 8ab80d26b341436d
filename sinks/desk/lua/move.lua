-- Somebody does something with an alert. ARGV: id, action, now, who, note, allowed states (comma), new state ('' = as it is), wall clock ms,
-- undo window ms (0: cannot be undone), restoring (the version it was done on, before Redis was lost; 0: it is done now), who is told that nobody acted (JSON; '' nobody), then
-- field, value pairs. Returns {'ok', …the alert}, {'refused', state}, or {'building'}: while it is built nothing is done that a step still to be done again
-- would turn back.
if ARGV[10] == '0' and redis.call('EXISTS', 'tidewatch:building') == 1 then return {'building'} end
local id, action, now, who, note = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local key, state, new, changes, boxes = 'alert:' .. id, get(ARGV[1], 'state'), ARGV[7], {}, get(ARGV[1], 'boxes')
if state == '' then return {'refused', ''} end
if action == 'undo' and ARGV[10] == '0' then
  local undo = redis.call('HGET', key, 'undo')
  if not undo or tonumber(get(id, 'undo_until')) < tonumber(ARGV[8]) then return {'refused', state} end
  changes = cjson.decode(undo)
  new, changes.state, changes.by = changes.state, nil, nil
  redis.call('HDEL', key, 'undo', 'undo_until')
else
  if not string.find(',' .. ARGV[6] .. ',', ',' .. state .. ',', 1, true) then return {'refused', state} end
  if ARGV[9] ~= '0' then
    local before = {by = who}
    for _, field in ipairs({'state', 'owner', 'boxes', 'snoozed_until', 'result_code', 'closed_at', 'acked_at', 'proof', 'assigned'}) do before[field] = get(id, field) end
    redis.call('HSET', key, 'undo', cjson.encode(before), 'undo_until', string.format('%d', tonumber(ARGV[8]) + tonumber(ARGV[9])))
  end
  for i = 12, #ARGV, 2 do changes[ARGV[i]] = ARGV[i + 1] end
end
local stated = cjson.decode(redis.call('HGET', key, 'facts'))
if tonumber(ARGV[10]) > 0 and tonumber(ARGV[10]) < tonumber(get(id, 'version')) and new ~= 'closed' and (stated.state == 'retracted' or stated.state == 'expired') then
  -- the engine's word came after it
  new, changes.closed_at, changes.result_code = stated.state, string.format('%d', stated.last_update), stated.state == 'retracted' and '事实已撤销' or ''
end
unshelve(id)
redis.call('HSET', key, 'state', new == '' and state or new)
for field, value in pairs(changes) do if value == '' then redis.call('HDEL', key, field) else redis.call('HSET', key, field, value) end end
if ARGV[11] ~= '' then redis.call('HSET', key, 'notice', notify(id, ARGV[11], 'ESCALATED', now, '')) end
if bucket(id) == 'done' and get(id, 'closed_at') == '' then redis.call('HSET', key, 'closed_at', now) end
shelve(id)
redis.call('RPUSH', 'history:' .. id, cjson.encode({at = now, who = who, action = action, note = note}))
redis.call('XADD', 'tidewatch:audit', 'MAXLEN', '~', '1000000', '*', 'at', now, 'who', who, 'action', action, 'object', id, 'note', note, 'audience', get(id, 'audience'))
if ARGV[10] == '0' then
  redis.call('XADD', 'tidewatch:outbox', '*', 'kind', 'transition', 'id', id, 'at', now, 'who', who, 'action', action, 'note', note, 'saved', saved(id))
end
publish(id, action, boxes)
return {'ok', unpack(redis.call('HGETALL', key))}
