{# What an amount is of the account: revenue and cost make the net; personnel, capital and other are parts of the cost. #}
with lines (account_line, name_sv, name_en, parent_account_line, sign_of_amount) as (
    values
    ('', 'Ej angiven', 'Not stated', null, 'either'),
    ('net', 'Netto', 'Net', null, 'either'),
    ('revenue', 'Intäkter', 'Revenue', 'net', 'plus'),
    ('cost', 'Kostnader', 'Cost', 'net', 'minus'),
    ('personnel', 'Personalkostnader', 'Personnel', 'cost', 'minus'),
    ('capital', 'Kapitalkostnader', 'Capital', 'cost', 'minus'),
    ('other', 'Övriga kostnader', 'Other cost', 'cost', 'minus')
)

select * from lines
