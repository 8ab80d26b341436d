-- a customer with its accounts, days, entries and contracts side by side; what it has none of is 0 or empty
SELECT * FROM customers
LEFT JOIN accounts USING (customer_id)
LEFT JOIN days USING (customer_id)
LEFT JOIN entries USING (customer_id)
LEFT JOIN contracts USING (customer_id)
