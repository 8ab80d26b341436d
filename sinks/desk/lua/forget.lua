-- An alert that has been done for long leaves the desk; the warehouse keeps it. ARGV: id.
unshelve(ARGV[1])
redis.call('DEL', 'alert:' .. ARGV[1], 'history:' .. ARGV[1])
return 1
