{{ newest_version_of(ref('fct_kpi_history')) }}
