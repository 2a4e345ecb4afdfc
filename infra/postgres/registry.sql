-- The schema registry's own database, beside accounting_db. Run once, when the server is set up.
\getenv password REGISTRY_DB_PASSWORD
CREATE ROLE registry LOGIN PASSWORD :'password';
CREATE DATABASE registry OWNER registry;
