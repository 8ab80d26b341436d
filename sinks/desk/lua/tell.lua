-- Whether somebody is told now, in the digest, or not at all; read before take.lua. `hold` is the reason to wait that the caller has found ('' none).
-- Counts are sets of alerts, so that one alert is one push however often it is stated (DOMAIN §7: 8 a day and RM, 2 a day and customer, P1 apart).
local STEPS = {PUSH = 'push', DIGEST = 'digest', NONE = 'hold'}
local function noted(id, action, reason, now)
  redis.call('RPUSH', 'history:' .. id, cjson.encode({at = now, who = 'engine', action = action, note = reason}))
  redis.call('XADD', 'tidewatch:outbox', '*', 'kind', 'transition', 'id', id, 'at', now, 'who', 'engine', 'action', action, 'note', reason, 'saved', saved(id))
  if reason == 'BUDGET' or reason == 'SILENCED' or reason == 'QUIET_HOURS' then
    redis.call('XADD', 'tidewatch:outbox', '*', 'kind', 'suppression', 'id', id, 'at', now, 'reason', reason, 'saved', saved(id))
  end
end
local function budget(id, said)
  local day = 'pushed:' .. said.to[1] .. ':' .. said.day
  local each = day .. ':' .. get(id, 'customer')
  if redis.call('SISMEMBER', day, id) == 1 then return '' end
  if redis.call('SCARD', day) >= said.budget or redis.call('SCARD', each) >= said.each then return 'BUDGET' end
  for _, counted in ipairs({day, each}) do
    redis.call('SADD', counted, id)
    redis.call('EXPIRE', counted, 259200)
  end
  return ''
end
local function tell(id, notice, now, said)
  local key, reason, before = 'alert:' .. id, said.hold, get(id, 'delivery')
  if notice == 'RETRACTED' and before ~= 'PUSH' then  -- nobody has been told of it, or only that it waits
    if said.to[1] then redis.call('SREM', 'digest:' .. said.to[1], id) end
    return ''
  end
  if reason == '' and said.budget > 0 and said.to[1] then reason = budget(id, said) end
  local delivery = reason == '' and 'PUSH' or (reason == 'SILENCED' or reason == 'BOARD') and 'NONE' or 'DIGEST'
  redis.call('HSET', key, 'delivery', delivery, 'held_by', reason)
  if delivery == 'PUSH' then
    redis.call('HSET', key, 'notice', notify(id, cjson.encode(said.to), notice, now, ''))
  elseif delivery == 'DIGEST' and said.to[1] then
    redis.call('SADD', 'digest:' .. said.to[1], id)
    redis.call('SADD', 'digests', said.to[1])
  end
  noted(id, STEPS[delivery], reason, now)
  return delivery
end
