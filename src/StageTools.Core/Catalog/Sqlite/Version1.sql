CREATE TABLE stage (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,
    url TEXT,
    enabled INTEGER NOT NULL,
    session TEXT,
    directory_table INTEGER NOT NULL,
    directory_generation INTEGER NOT NULL DEFAULT 0,
    directory_refreshed_on TEXT,
    file_format TEXT,
    connection TEXT,
    sealed_secrets BLOB,
    comment TEXT,
    creator TEXT,
    owner TEXT,
    created_on TEXT NOT NULL
) STRICT;
CREATE INDEX stage_session ON stage (session) WHERE session IS NOT NULL;
CREATE TABLE discarded_stage (id TEXT PRIMARY KEY) STRICT;
CREATE TABLE directory_file (
    stage_id TEXT NOT NULL REFERENCES stage (id) ON DELETE CASCADE,
    generation INTEGER NOT NULL,
    key TEXT NOT NULL,
    size INTEGER NOT NULL,
    last_modified INTEGER NOT NULL,
    md5 TEXT,
    storage_class TEXT,
    PRIMARY KEY (stage_id, generation, key)
) STRICT, WITHOUT ROWID;
