-- Nothing runs with another's rights: views ask with those of who asks, and no function but one (sweep) is SECURITY DEFINER. A grant that one may see
-- is one that one has, and whatever else one may see or do follows from a grant.

CREATE TABLE stagetools.version (
    version integer PRIMARY KEY,
    module text NOT NULL,
    migrated_on timestamptz NOT NULL DEFAULT now(),
    migrated_by text NOT NULL DEFAULT session_user
);
CREATE TABLE stagetools.session (
    id text PRIMARY KEY,
    owner text NOT NULL DEFAULT current_user,
    leased_until timestamptz NOT NULL
);
CREATE TABLE stagetools.named_entry (
    id text PRIMARY KEY,
    kind text NOT NULL,
    name text NOT NULL,
    name_key text COLLATE "C" NOT NULL,
    settings text NOT NULL,
    comment text,
    creator text NOT NULL DEFAULT current_user,
    created_on timestamptz NOT NULL DEFAULT now(),
    UNIQUE (kind, name_key)
);
CREATE TABLE stagetools.named_secret (
    entry_id text PRIMARY KEY REFERENCES stagetools.named_entry (id) ON DELETE CASCADE,
    sealed bytea NOT NULL
);
CREATE TABLE stagetools.stage (
    id text PRIMARY KEY,
    name text NOT NULL,
    name_key text COLLATE "C" NOT NULL UNIQUE,
    url text NOT NULL,
    enabled boolean NOT NULL,
    session text REFERENCES stagetools.session (id) ON DELETE CASCADE,
    directory_table boolean NOT NULL,
    file_format text,
    file_format_id text REFERENCES stagetools.named_entry (id),
    connection text,
    connection_id text REFERENCES stagetools.named_entry (id),
    comment text,
    creator text NOT NULL DEFAULT current_user,
    owner text NOT NULL DEFAULT current_user,
    created_on timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX stage_file_format ON stagetools.stage (file_format_id) WHERE file_format_id IS NOT NULL;
CREATE INDEX stage_connection ON stagetools.stage (connection_id) WHERE connection_id IS NOT NULL;
CREATE INDEX stage_session ON stagetools.stage (session) WHERE session IS NOT NULL;
CREATE TABLE stagetools.stage_grant (
    stage_id text REFERENCES stagetools.stage (id) ON DELETE CASCADE,
    role regrole NOT NULL,
    rights integer NOT NULL CHECK (rights BETWEEN 1 AND 3),
    granted_by text NOT NULL DEFAULT current_user,
    granted_on timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (stage_id, role)
);
CREATE TABLE stagetools.stage_secret (
    stage_id text REFERENCES stagetools.stage (id) ON DELETE CASCADE,
    for_write boolean NOT NULL,
    sealed bytea NOT NULL,
    PRIMARY KEY (stage_id, for_write)
);
CREATE TABLE stagetools.directory (
    stage_id text PRIMARY KEY REFERENCES stagetools.stage (id) ON DELETE CASCADE,
    generation bigint NOT NULL,
    refreshed_on timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE stagetools.directory_file (
    stage_id text REFERENCES stagetools.stage (id) ON DELETE CASCADE,
    generation bigint NOT NULL,
    key text COLLATE "C" NOT NULL,
    size bigint NOT NULL,
    last_modified bigint NOT NULL,
    md5 text,
    storage_class text,
    PRIMARY KEY (stage_id, generation, key)
);

-- Times are this server's alone, whoever writes.
CREATE FUNCTION stagetools.lease() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $body$
BEGIN
    NEW.leased_until := clock_timestamp() + interval '10 minutes';
    RETURN NEW;
END $body$;
REVOKE ALL ON FUNCTION stagetools.lease() FROM PUBLIC;
CREATE TRIGGER lease BEFORE INSERT OR UPDATE ON stagetools.session FOR EACH ROW EXECUTE FUNCTION stagetools.lease();
CREATE FUNCTION stagetools.refreshed() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $body$
BEGIN
    NEW.refreshed_on := clock_timestamp();
    RETURN NEW;
END $body$;
REVOKE ALL ON FUNCTION stagetools.refreshed() FROM PUBLIC;
CREATE TRIGGER refreshed BEFORE INSERT OR UPDATE ON stagetools.directory FOR EACH ROW EXECUTE FUNCTION stagetools.refreshed();

DO $rules$
DECLARE part text;
BEGIN
    FOREACH part IN ARRAY ARRAY[
        'version', 'session', 'stage', 'stage_grant', 'stage_secret', 'named_entry', 'named_secret', 'directory', 'directory_file'] LOOP
        EXECUTE format('ALTER TABLE stagetools.%I ENABLE ROW LEVEL SECURITY', part);
        EXECUTE format('ALTER TABLE stagetools.%I FORCE ROW LEVEL SECURITY', part);
        EXECUTE format('GRANT SELECT ON stagetools.%I TO stagetools_user', part);
        CONTINUE WHEN part = 'version';
        EXECUTE format('CREATE POLICY administrators ON stagetools.%I TO stagetools_admin USING (true) WITH CHECK (true)', part);
    END LOOP;
END $rules$;
GRANT USAGE ON SCHEMA stagetools TO stagetools_user;
CREATE POLICY everybody ON stagetools.version FOR SELECT USING (true);
CREATE POLICY migrations ON stagetools.version FOR INSERT TO stagetools_owner WITH CHECK (true);

CREATE POLICY own ON stagetools.stage_grant FOR SELECT TO stagetools_user USING (role::oid = 0 OR pg_has_role(role, 'USAGE'));
CREATE POLICY granted ON stagetools.stage FOR SELECT TO stagetools_user USING (
    EXISTS (SELECT FROM stagetools.stage_grant g WHERE g.stage_id = stage.id));
CREATE POLICY granted ON stagetools.stage_secret FOR SELECT TO stagetools_user USING (
    EXISTS (SELECT FROM stagetools.stage_grant g
        WHERE g.stage_id = stage_secret.stage_id AND (g.rights & CASE WHEN for_write THEN 2 ELSE 3 END) <> 0));
CREATE POLICY shown ON stagetools.named_entry FOR SELECT TO stagetools_user USING (
    kind = 'FileFormat' OR EXISTS (SELECT FROM stagetools.stage s WHERE s.connection_id = named_entry.id));
CREATE POLICY granted ON stagetools.named_secret FOR SELECT TO stagetools_user USING (
    EXISTS (SELECT FROM stagetools.stage s WHERE s.connection_id = named_secret.entry_id));
CREATE POLICY granted ON stagetools.directory FOR SELECT TO stagetools_user USING (
    EXISTS (SELECT FROM stagetools.stage_grant g WHERE g.stage_id = directory.stage_id));
CREATE POLICY writers ON stagetools.directory TO stagetools_user USING (
    EXISTS (SELECT FROM stagetools.stage_grant g WHERE g.stage_id = directory.stage_id AND (g.rights & 2) <> 0));
CREATE POLICY readers ON stagetools.directory_file FOR SELECT TO stagetools_user USING (
    EXISTS (SELECT FROM stagetools.stage_grant g WHERE g.stage_id = directory_file.stage_id AND (g.rights & 1) <> 0));
CREATE POLICY added ON stagetools.directory_file FOR INSERT TO stagetools_user WITH CHECK (
    EXISTS (SELECT FROM stagetools.stage_grant g WHERE g.stage_id = directory_file.stage_id AND (g.rights & 2) <> 0));
CREATE POLICY removed ON stagetools.directory_file FOR DELETE TO stagetools_user USING (
    EXISTS (SELECT FROM stagetools.stage_grant g WHERE g.stage_id = directory_file.stage_id AND (g.rights & 2) <> 0));

GRANT INSERT (id, leased_until), UPDATE (leased_until), DELETE ON stagetools.session TO stagetools_admin;
GRANT INSERT (id, name, name_key, url, enabled, session, directory_table, file_format, file_format_id, connection, connection_id, comment),
    UPDATE (name, name_key, url, enabled, directory_table, file_format, file_format_id, connection, connection_id, comment), DELETE
    ON stagetools.stage TO stagetools_admin;
GRANT INSERT (id, kind, name, name_key, settings, comment), UPDATE (settings, comment), DELETE
    ON stagetools.named_entry TO stagetools_admin;
GRANT INSERT, UPDATE (sealed), DELETE ON stagetools.named_secret TO stagetools_admin;
GRANT INSERT (stage_id, role, rights), UPDATE (rights), DELETE ON stagetools.stage_grant TO stagetools_admin;
GRANT INSERT, UPDATE (sealed), DELETE ON stagetools.stage_secret TO stagetools_admin;
GRANT INSERT (stage_id, generation), UPDATE (generation), DELETE ON stagetools.directory TO stagetools_user;
GRANT INSERT, DELETE ON stagetools.directory_file TO stagetools_user;

CREATE VIEW stagetools.stages WITH (security_invoker = true) AS
SELECT s.id, s.name, s.url, s.enabled, s.session, s.directory_table, d.refreshed_on AS directory_refreshed_on, s.file_format, s.connection,
    coalesce(k.sealed, r.sealed) AS sealed, w.sealed AS sealed_for_write, s.comment, s.creator, s.owner, s.created_on,
    CASE WHEN pg_has_role('stagetools_admin', 'USAGE') THEN 3
        ELSE (SELECT bit_or(g.rights) FROM stagetools.stage_grant g WHERE g.stage_id = s.id) END AS rights,
    s.xmin AS revision, s.name_key,
    c.id AS connection_id, c.kind AS connection_kind, c.name AS connection_name, c.settings AS connection_settings,
    k.sealed AS connection_sealed, c.comment AS connection_comment, c.creator AS connection_creator, c.created_on AS connection_created_on,
    f.id AS format_id, f.kind AS format_kind, f.name AS format_name, f.settings AS format_settings, NULL::bytea AS format_sealed,
    f.comment AS format_comment, f.creator AS format_creator, f.created_on AS format_created_on
FROM stagetools.stage s
    LEFT JOIN stagetools.named_entry c ON c.id = s.connection_id
    LEFT JOIN stagetools.named_secret k ON k.entry_id = s.connection_id
    LEFT JOIN stagetools.named_entry f ON f.id = s.file_format_id
    LEFT JOIN stagetools.directory d ON d.stage_id = s.id
    LEFT JOIN stagetools.stage_secret r ON r.stage_id = s.id AND NOT r.for_write
    LEFT JOIN stagetools.stage_secret w ON w.stage_id = s.id AND w.for_write;
GRANT SELECT ON stagetools.stages TO stagetools_user;
