with municipalities as (
    select * from {{ ref('municipalities') }}
),

reports as (
    select * from {{ ref('int_reports_versioned') }}
),

{# a code that a report carries and the list does not: kept, so that no fact loses its municipality #}
unlisted as (
    select
        municipality_code,
        max(coalesce(municipality_source, municipality_code)) as name
    from reports
    where
        municipality_code is not null
        and municipality_code not in (select municipalities.municipality_code from municipalities)
    group by municipality_code
),

every as (
    select
        municipality_code,
        name,
        official_name,
        county_code,
        county as county_name,
        skr_group_code,
        skr_group_name,
        kolada_group_id,
        kolada_size_group,
        true as is_listed
    from municipalities
    union all
    select
        municipality_code,
        name,
        name as official_name,
        left(municipality_code, 2) as county_code,
        null as county_name,
        null as skr_group_code,
        null as skr_group_name,
        null as kolada_group_id,
        null as kolada_size_group,
        false as is_listed
    from unlisted
),

served as (
    select
        municipality_code,
        count(*) as n_reports
    from reports
    where is_newest_version
    group by municipality_code
)

select
    every.*,
    coalesce(served.n_reports, 0)::integer as n_reports
from every
left join served on every.municipality_code = served.municipality_code
