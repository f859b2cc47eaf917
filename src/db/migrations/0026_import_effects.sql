-- What a line of an import said of its click beside the conversion (sub ids, numbered events), with what
-- held before, as JSON, so that it can be taken back. Null: nothing.
ALTER TABLE conversion_steps ADD COLUMN effect TEXT CHECK (effect IS NULL OR json_valid(effect));
