# rempart in an image of its own: one static binary, no shell, nobody's user.
#
#   docker build -t rempart .
#   docker run --rm -v "$PWD:/work:ro" rempart check .
#
# The release packs the binaries that it published (`--target released`); the default builds from source.

FROM rust:1.92-alpine AS build
RUN apk add --no-cache build-base
WORKDIR /source
COPY Cargo.toml Cargo.lock build.rs README.md ./
COPY src src
COPY policies policies
COPY benches benches
RUN cargo build --release --locked --bin rempart && cp target/release/rempart /rempart

FROM scratch AS released
ARG TARGETARCH
COPY dist/${TARGETARCH}/rempart /rempart
COPY LICENSE-APACHE LICENSE-MIT /
USER 65532:65532
WORKDIR /work
ENTRYPOINT ["/rempart"]

FROM scratch
COPY --from=build /rempart /rempart
COPY LICENSE-APACHE LICENSE-MIT /
USER 65532:65532
WORKDIR /work
ENTRYPOINT ["/rempart"]
