"""Open roles that come from elsewhere: a spreadsheet of ours, or the feed of a job board.

Bytes go in, rows come out: nothing here touches the database, the network or the clock.

    feed      a file that holds postings, in the form of one board (or our own CSV)
    reader    what knows one form: which file it recognises, where each fact is
    role row  one posting, with every value already in our units (`row.OpportunityRow`)
    bad row   one posting that can't be taken, with its place and the reason (`row.BadRow`)

`reader.read_rows` is the way in. A bad row never stops the good ones.
"""
