{{ newest_version_of(ref('fct_investment_history')) }}
