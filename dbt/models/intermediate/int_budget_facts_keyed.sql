{{ config(materialized='view') }}
{# Money that the newest reports print by activity, with the key of the line it stands in: a printed row, and where the row
   is split up by account, one of its account lines. A view: whoever reads it takes only the columns it needs. #}
select
    *,
    {{ key_of(['row_key', 'account_line']) }} as line_key
from {{ ref('int_facts_described') }}
where fact_family = 'cost' and entity = '' and amount_sek is not null
