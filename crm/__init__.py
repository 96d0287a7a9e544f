"""The Django project: settings, addresses, recurring jobs and the services that `make run` starts."""
