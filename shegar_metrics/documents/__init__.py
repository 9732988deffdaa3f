"""nbconvert exporters: any executed notebook whose cells show our views, as a document.

They know nothing of the domain: see `shegar_metrics.views.bundle` for what they ask of
an output.
"""
