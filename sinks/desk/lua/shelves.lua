-- Where an alert lies: read before every script. An alert is taken off its shelves, changed and put back, so that no shelf can disagree with it.
-- box:<box>:<audience>:<live|folded|snoozed|done|acked|rule:<id>> for readers; :opened, :closed, :late for walls; work:, closed: by owner; of: by customer.
local function get(id, field) return redis.call('HGET', 'alert:' .. id, field) or '' end
local function bucket(id)
  local state = get(id, 'state')
  if state == 'open' or state == 'acked' then return get(id, 'folded') == '1' and 'folded' or 'live' end
  return state == 'snoozed' and 'snoozed' or 'done'
end
local function shelves(id)
  local state, b, audience, owner = get(id, 'state'), bucket(id), get(id, 'audience'), get(id, 'owner')
  local score, closed, due, found = get(id, 'score'), get(id, 'closed_at'), get(id, 'due_at'), {}
  local function on(shelf, at) found[#found + 1] = {shelf, at} end
  if state == '' then return found end
  for _, box in ipairs(cjson.decode(get(id, 'boxes'))) do
    local shelf = 'box:' .. box .. ':' .. audience .. ':'
    on(shelf .. b, b == 'done' and closed or score)
    if b == 'live' then on(shelf .. 'rule:' .. get(id, 'rule'), score) end
    if b == 'live' and state == 'acked' then on(shelf .. 'acked', score) end
    if string.sub(box, 1, 4) == 'org:' then
      on(shelf .. 'opened', get(id, 'opened_at'))
      if state == 'closed' then on(shelf .. 'closed', closed) end
      if state == 'closed' and due ~= '' and tonumber(closed) > tonumber(due) then on(shelf .. 'late', closed) end
    end
  end
  if owner ~= '' and audience == 'normal' then
    if b == 'live' then on('work:' .. owner, due == '' and '+inf' or due) end
    if state == 'closed' then on('closed:' .. owner, closed) end
  end
  on('of:' .. get(id, 'customer'), score)
  if b == 'live' and state == 'open' and get(id, 'escalated') ~= '1' then on('ack_due', get(id, 'ack_due_at')) end
  if state == 'snoozed' then on('snoozed_until', get(id, 'snoozed_until')) end
  if b == 'done' then on('done', closed) end
  return found
end
local function unshelve(id) for _, at in ipairs(shelves(id)) do redis.call('ZREM', at[1], id) end end
local function shelve(id) for _, at in ipairs(shelves(id)) do redis.call('ZADD', at[1], at[2], id) end end
-- `before`: the boxes it lay in, when it may have left some: who reads those is told too.
local function publish(id, action, before)
  local boxes, named = cjson.decode(get(id, 'boxes')), {}
  for _, box in ipairs(boxes) do named[box] = true end
  for _, box in ipairs(before and cjson.decode(before) or {}) do if not named[box] then boxes[#boxes + 1] = box end end
  redis.call('XADD', 'tidewatch:events', 'MAXLEN', '~', '200000', '*', 'id', id, 'boxes', cjson.encode(boxes), 'audience', get(id, 'audience'), 'action', action)
end
-- What people are to be told, on its way to whoever tells them (`to` and `ids` are JSON; '' when it is about one alert). Returns it as text: it goes
-- with the step to the warehouse, so that a lost Redis gets back what was still to be said.
local function notify(id, to, why, at, ids)
  redis.call('XADD', 'tidewatch:notices', 'MAXLEN', '~', '200000', '*', 'id', id, 'to', to, 'why', why, 'at', at, 'ids', ids)
  return string.format('{"id":"%s","to":%s,"why":"%s","at":%s,"ids":%s}', id, to, why, at, ids == '' and '[]' or ids)
end
local function saved(id)
  local flat, found = redis.call('HGETALL', 'alert:' .. id), {}
  for i = 1, #flat, 2 do found[flat[i]] = flat[i + 1] end
  return cjson.encode(found)
end
