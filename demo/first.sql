-- The main job, end to end, with nothing but this script: stagesql demo/first.sql
-- (The catalog is the one of STAGETOOLS_HOME; nothing is left in it at the end.)

-- A stage whose files lie in the catalog's own storage. With URL = 'fs:///folder/' or 's3://bucket/folder/' they would lie there.
CREATE STAGE first_demo FILE_FORMAT = (TYPE = CSV) COMMENT = 'sales of the day';

-- Some rows, written to it as a file.
CREATE TABLE sales AS
    SELECT * FROM (VALUES ('Oslo', 'tea', 12.50), ('Bergen', 'coffee', 31.00), ('Oslo', 'coffee', 7.25)) AS t(city, product, amount);

COPY INTO @first_demo/2026/sales.csv FROM sales
    FILE_FORMAT = (TYPE = CSV OUTPUT_HEADER = TRUE) SINGLE = TRUE USE_RAW_PATH = TRUE;

-- What is there?
LIST @first_demo;

-- Ask the file itself.
SELECT city, sum(amount) AS total FROM '@first_demo/2026/*.csv' GROUP BY city ORDER BY total DESC;

-- To another stage, to this machine and back.
COPY FILES INTO @~/first_demo FROM @first_demo/2026;
LIST @~/first_demo;

-- Load it into a table.
CREATE TABLE loaded (city TEXT, product TEXT, amount DECIMAL(10, 2));
COPY INTO loaded FROM @first_demo/2026/ FILE_FORMAT = (TYPE = CSV SKIP_HEADER = 1);
SELECT count(*) AS rows, sum(amount) AS total FROM loaded;

-- Clear up.
REMOVE @~/first_demo/;
DROP STAGE first_demo;
