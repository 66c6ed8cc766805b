with kolada as (
    select * from {{ source('reports', 'kolada') }}
)

select
    kolada_id,
    title,
    municipality_code,
    year,
    sex,
    value,
    status
from kolada
