CREATE TABLE named_entry (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    settings TEXT NOT NULL,
    sealed_secrets BLOB,
    comment TEXT,
    creator TEXT,
    created_on TEXT NOT NULL,
    UNIQUE (kind, name_key)
) STRICT;
ALTER TABLE stage ADD COLUMN connection_id TEXT REFERENCES named_entry (id);
ALTER TABLE stage ADD COLUMN file_format_id TEXT REFERENCES named_entry (id);
CREATE INDEX stage_connection ON stage (connection_id) WHERE connection_id IS NOT NULL;
CREATE INDEX stage_file_format ON stage (file_format_id) WHERE file_format_id IS NOT NULL;
CREATE TABLE schema_step (version INTEGER PRIMARY KEY, module TEXT NOT NULL) STRICT;
INSERT INTO schema_step (version, module) VALUES (2, '0.2.0');
