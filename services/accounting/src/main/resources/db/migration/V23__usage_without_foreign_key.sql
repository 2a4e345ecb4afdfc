-- Booking locks the person's account before it writes a usage, and fails where there is none; accounts are never
-- deleted. So the key could only ever find again, with a query for each row, what the same transaction has locked.
alter table usage_records drop constraint usage_records_user_id_fkey;
