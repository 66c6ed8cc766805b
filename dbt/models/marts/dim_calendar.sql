with days as (
    select unnest(generate_series(date '2000-01-01', date '2049-12-31', interval 1 day))::date as calendar_date
)

select
    calendar_date,
    year(calendar_date)::integer as year,
    month(calendar_date)::integer as month_no,
    quarter(calendar_date)::integer as quarter_no,
    ((month(calendar_date) - 1) // 4 + 1)::integer as tertial_no,
    strftime(calendar_date, '%Y-%m') as year_month,
    (calendar_date = last_day(calendar_date)) as is_month_end,
    (calendar_date = last_day(calendar_date) and month(calendar_date) % 4 = 0) as is_tertial_end
from days
