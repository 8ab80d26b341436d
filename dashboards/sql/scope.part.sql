    if(${org:sqlstring} = '*', '', ${org:sqlstring}) AS org,
    toDate32(toDate($__fromTime, 'Asia/Shanghai')) AS since,
    toDate32(toDate($__toTime, 'Asia/Shanghai')) AS until
