{{ config(materialized='view') }}
{# What is known now: the facts of the newest version of every report. Every version: int_facts_versioned. #}
select *
from {{ ref('int_facts_versioned') }}
where is_newest_version
