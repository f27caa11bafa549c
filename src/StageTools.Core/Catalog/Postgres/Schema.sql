-- What follows is done as the owner, and belongs to him.
CREATE SCHEMA IF NOT EXISTS stagetools AUTHORIZATION stagetools_owner;
SET LOCAL ROLE stagetools_owner;
SET LOCAL search_path = pg_catalog, pg_temp;
