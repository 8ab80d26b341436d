-- Of each owner what waits, what of it is overdue, what was closed. ARGV: since, now, then owners. Returns three numbers for each, in their order.
local found = {}
for i = 3, #ARGV do
  local work = 'work:' .. ARGV[i]
  found[#found + 1] = redis.call('ZCARD', work)
  found[#found + 1] = redis.call('ZCOUNT', work, '-inf', '(' .. ARGV[2])
  found[#found + 1] = redis.call('ZCOUNT', 'closed:' .. ARGV[i], ARGV[1], '+inf')
end
return found
