# Builds and runs Alta: docker build -t alta . && docker run --read-only --env-file .env -p 3978:3978 alta
# In production nothing is written to the disk: the database is PostgreSQL and logs go to standard output.
FROM node:22-bookworm-slim AS build
WORKDIR /alta
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run package -- --with-modules

FROM node:22-bookworm-slim
WORKDIR /alta
COPY --from=build /alta/package ./
ENV NODE_ENV=production
USER node
EXPOSE 3978
# SIGTERM lets running steps reach their journal write: allow it 20 seconds.
STOPSIGNAL SIGTERM
CMD ["node", "dist/src/index.js"]
