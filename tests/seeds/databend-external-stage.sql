-- Create an external stage named my_external_stage
CREATE STAGE my_external_stage 
    URL = 's3://databend'
    CONNECTION = (
        ENDPOINT_URL = '<YOUR_STORAGE_ENDPOINT>',
        AWS_KEY_ID = '<YOUR-KEY-ID>',
        AWS_SECRET_KEY = '<YOUR-SECRET-KEY>'
    );
