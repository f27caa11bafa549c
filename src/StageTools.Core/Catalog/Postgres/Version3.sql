-- Who may lock a table stops everybody: UPDATE, DELETE and TRUNCATE of a whole table allow that, and users have none of them. What they change is
-- columns, and what is listed no more goes by the owner's hand.

REVOKE DELETE ON stagetools.directory FROM stagetools_user;
GRANT DELETE ON stagetools.directory TO stagetools_admin;
REVOKE INSERT, DELETE ON stagetools.directory_file FROM stagetools_user;
GRANT INSERT (stage_id, generation, key, size, last_modified, md5, storage_class) ON stagetools.directory_file TO stagetools_user;

-- A listing is written by who may see what it takes the place of; the two rights may come from two grants.
DROP POLICY removed ON stagetools.directory_file;
ALTER POLICY writers ON stagetools.directory USING (
    3 = (SELECT bit_or(g.rights) FROM stagetools.stage_grant g WHERE g.stage_id = directory.stage_id));
ALTER POLICY added ON stagetools.directory_file WITH CHECK (
    3 = (SELECT bit_or(g.rights) FROM stagetools.stage_grant g WHERE g.stage_id = directory_file.stage_id));

CREATE POLICY sweeping ON stagetools.directory TO stagetools_owner USING (true);
CREATE POLICY sweeping ON stagetools.directory_file TO stagetools_owner USING (true);
CREATE POLICY sweeping ON stagetools.stage_grant FOR SELECT TO stagetools_owner USING (true);

-- Removes the first files of a range of generations, from one of its keys on, never those that are shown, and gives the last of them. It runs as the
-- owner: who asks, and whether he may, only the session still tells.
CREATE FUNCTION stagetools.sweep(stage text, INOUT generation bigint, INOUT key text, before bigint) RETURNS SETOF record
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
    WITH page AS (
        SELECT f.generation, f.key, f.ctid AS place FROM stagetools.directory_file f
        WHERE f.stage_id = $1 AND (f.generation, f.key) >= ($2, $3) AND f.generation < $4
            AND f.generation IS DISTINCT FROM (SELECT d.generation FROM stagetools.directory d WHERE d.stage_id = $1)
            AND (pg_has_role(session_user, 'stagetools_admin', 'MEMBER') OR 3 = (
                SELECT bit_or(g.rights) FROM stagetools.stage_grant g
                WHERE g.stage_id = $1 AND (g.role::oid = 0 OR pg_has_role(session_user, g.role, 'MEMBER'))))
        ORDER BY f.generation, f.key LIMIT 20000),
    gone AS (
        DELETE FROM stagetools.directory_file f WHERE f.ctid = ANY (ARRAY(SELECT page.place FROM page)))
    SELECT page.generation, page.key FROM page ORDER BY page.generation DESC, page.key DESC LIMIT 1
$body$;
REVOKE ALL ON FUNCTION stagetools.sweep(text, bigint, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION stagetools.sweep(text, bigint, text, bigint) TO stagetools_user;

-- What no store has, no listing shows.
DELETE FROM stagetools.directory WHERE generation <= 0 OR generation = 9223372036854775807;
DELETE FROM stagetools.directory_file
    WHERE generation <= 0 OR generation = 9223372036854775807 OR size < 0 OR last_modified NOT BETWEEN 0 AND 3155378975999999999;
ALTER TABLE stagetools.directory ADD CHECK (generation > 0 AND generation < 9223372036854775807);
ALTER TABLE stagetools.directory_file
    ADD CHECK (generation > 0 AND generation < 9223372036854775807),
    ADD CHECK (size >= 0),
    ADD CHECK (last_modified BETWEEN 0 AND 3155378975999999999);

-- Temporary tables and types come last, not first.
ALTER FUNCTION stagetools.lease() SET search_path = pg_catalog, pg_temp;
ALTER FUNCTION stagetools.refreshed() SET search_path = pg_catalog, pg_temp;
ALTER FUNCTION stagetools.discard() SET search_path = pg_catalog, pg_temp;
