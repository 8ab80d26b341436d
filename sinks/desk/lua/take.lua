-- An alert as the engine states it. ARGV: id, version, now, engine state, notice, fields (JSON), what is to be said of it (JSON: to, hold, day,
-- budget, each; '' when nobody is to be told). What people have done with it stays; a lower or equal version changes nothing. Returns {action, delivery}.
local id, version, now, engine, notice = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local key = 'alert:' .. id
if tonumber(redis.call('HGET', key, 'version') or '-1') >= tonumber(version) then return {'', ''} end
local fields, state, action = cjson.decode(ARGV[6]), get(id, 'state'), 'updated'
local ack_due = fields.ack_due_at
unshelve(id)
if state == '' then
  state, action = 'open', 'opened'
  redis.call('HSET', key, 'opened_at', now, 'owner', fields.owner, 'boxes', fields.boxes, 'escalated', '0', 'ack_due_at', ack_due)
end
fields.owner, fields.boxes, fields.ack_due_at = nil, nil, nil
if engine == 'retracted' and state ~= 'retracted' and state ~= 'closed' then
  state, action = 'retracted', 'retracted'
  redis.call('HSET', key, 'result_code', '事实已撤销', 'closed_at', now)
elseif engine == 'expired' and (state == 'open' or state == 'acked' or state == 'snoozed') then
  state, action = 'expired', 'expired'
  redis.call('HSET', key, 'closed_at', now)
elseif notice == 'WORSENED' and state == 'snoozed' then
  state = 'open'
elseif notice == 'WORSENED' and state == 'closed' and fields.severity < get(id, 'severity') then  -- what was done was done about less
  state, action = 'open', 'reopened'
  redis.call('HDEL', key, 'result_code', 'closed_at', 'acked_at', 'proof', 'undo', 'undo_until')
  redis.call('HSET', key, 'escalated', '0', 'ack_due_at', ack_due)
end
if engine == 'retracted' or engine == 'expired' then redis.call('HDEL', key, 'undo', 'undo_until') end  -- the last word is the engine's
redis.call('HSET', key, 'version', version, 'state', state)
for field, value in pairs(fields) do redis.call('HSET', key, field, value) end
shelve(id)
if action ~= 'updated' then redis.call('RPUSH', 'history:' .. id, cjson.encode({at = now, who = 'engine', action = action, note = ''})) end
local due = ARGV[7] ~= '' and (notice ~= 'RETRACTED' or action == 'retracted')  -- taken back once, said once
local delivery = due and tell(id, notice, now, cjson.decode(ARGV[7])) or ''
publish(id, action)
return {action, delivery}
