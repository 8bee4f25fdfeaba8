"""The Chalice app: its blueprints and what surrounds every request. It decides nothing."""

from chalice.app import Chalice

from chalicelib.api import authorizer, dashboard, executions, meta, pipeline, refresh, schedule
from chalicelib.api.frame import in_our_form, logged, without_body_for_head

app = Chalice(app_name="refresh-api", configure_logs=False)
app.register_middleware(logged, "http")
app.register_middleware(without_body_for_head, "http")
app.register_middleware(in_our_form, "http")
app.register_blueprint(authorizer.routes)
app.register_blueprint(refresh.routes)
app.register_blueprint(executions.routes)
app.register_blueprint(pipeline.routes)
app.register_blueprint(schedule.routes)
app.register_blueprint(meta.routes)
app.register_blueprint(dashboard.routes)
