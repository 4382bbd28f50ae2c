# The whole chain in a container: docker build -t cityfit . && docker run --rm -v "$PWD/figures/output:/cityfit/figures/output" cityfit
# Everything is fetched while the image is built; running it needs no network.
FROM python:3.13-slim-bookworm

RUN apt-get update \
 && apt-get install --yes --no-install-recommends make git \
 && rm -rf /var/lib/apt/lists/*

WORKDIR /cityfit

# The environment first: it is made anew only when one of these changes.
COPY Makefile pyproject.toml requirements.lock .python-version README.md LICENSE ./
COPY simulation ./simulation
COPY scenarios ./scenarios
COPY experiments ./experiments
COPY figures ./figures
RUN make setup

# Tests, and what figures say of the commit they were made at.
COPY . .

ENTRYPOINT ["make"]
CMD ["figures"]
