{{ newest_version_of(ref('fct_income_statement_history')) }}
