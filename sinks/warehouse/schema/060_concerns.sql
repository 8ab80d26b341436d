-- needs ClickHouse 22.8: the tables it changes
-- Whom a court record or an award concerns, besides the one it names: self, guarantor, legal_rep, controller, subsidiary.
ALTER TABLE ruling ADD COLUMN IF NOT EXISTS concerns Nullable(String);
ALTER TABLE tender ADD COLUMN IF NOT EXISTS concerns Nullable(String);
