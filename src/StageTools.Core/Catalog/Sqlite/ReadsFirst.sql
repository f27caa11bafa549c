-- What an older catalog that cannot be written lacks, for whoever reads it: temporary tables go before others of their names.
CREATE TEMP TABLE named_entry (id, kind, name, name_key, settings, sealed_secrets, comment, creator, created_on);
CREATE TEMP VIEW stage AS SELECT *, NULL AS connection_id, NULL AS file_format_id FROM main.stage;
