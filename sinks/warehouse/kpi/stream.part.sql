    SELECT t.1 AS figure, 'stream' AS split, '{stream}' AS part, toInt64(t.2) AS n
    FROM (SELECT [('E01', count()), ('E05', countIf(coalesce(op, 'I') != 'I'))] AS told FROM {stream} FINAL WHERE day = toDate32({day})) ARRAY JOIN told AS t
