-- whom a list is of, the largest balance first, {most} from a place on. More than are shown: also who is in no record of customers, or was called {text} once
SELECT customer_id, bal FROM customer_now FINAL
PREWHERE ({everybody} OR customer_id IN {among})
    AND ({tag} = '' OR customer_id IN (SELECT customer_id FROM tag FINAL PREWHERE tag_id = {tag} WHERE value != ''))
    AND ({text} = '' OR customer_id IN (
        SELECT customer_id FROM customer
        WHERE positionCaseInsensitiveUTF8(coalesce(name, ''), {text}) > 0 OR startsWith(coalesce(uscc, ''), upper({text})) OR customer_id = {text}
        UNION ALL
        SELECT customer_id FROM customer WHERE {sound} != '' AND name IN (SELECT name FROM name_sound WHERE position(sounds, {sound}) > 0)
        UNION ALL
        SELECT customer_id FROM account WHERE length({text}) >= 4 AND endsWith(coalesce(account_no, ''), {text})
    ))
ORDER BY bal DESC, customer_id LIMIT {most} OFFSET {place}
