-- Create an internal stage named my_internal_stage
CREATE STAGE my_internal_stage;
