{# What became of every correction: applied beside the printed value, superseded, in conflict, or dormant. #}
select
    md5(concat_ws('|', errata.erratum_id, coalesce(errata.document, ''))) as erratum_outcome_id,
    errata.erratum_id,
    errata.status,
    errata.document,
    errata.fact_id,
    errata.municipality_code,
    errata.report_type,
    errata.period_end,
    errata.table_title,
    errata.row_code,
    errata.row_label,
    errata.col_label,
    errata.printed_value,
    errata.met_value,
    errata.corrected_value,
    errata.unit,
    errata.corrected_amount_sek,
    errata.reason,
    errata.reason_sv,
    errata.decided_on,
    errata.detail
from {{ ref('stg_reports__errata') }} as errata
