// Plays the national identity platform for the tests: a real OpenID Connect provider on a free loopback port.
// It prints its address; POST /control tells it who signs in next, which fault to show, or to change its keys.
import { createServer } from 'node:http'
import { exportJWK, generateKeyPair, importJWK, decodeJwt, SignJWT } from 'jose'
import Provider from 'oidc-provider'

const redirectUri = process.argv[2]
const claims = ['name', 'real_name_level', 'document_kind', 'document_hash', 'document_number']
const state = { person: null, fault: null, claims: {} }
let provider, key

async function newKey(kid) {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  return { ...(await exportJWK(privateKey)), kid, alg: 'RS256', use: 'sig' }
}

async function start(issuer, kid) {
  key = await newKey(kid)
  provider = new Provider(issuer, {
    clients: [{ client_id: 'tongban', client_secret: 'a-secret-for-tests', redirect_uris: [redirectUri] }],
    jwks: { keys: [key] },
    cookies: { keys: ['test'] },
    scopes: ['openid', 'profile', 'phone', 'real_name'],
    claims: { openid: ['sub'], profile: ['name'], phone: ['phone_number', 'phone_number_verified'], real_name: claims },
    conformIdTokenClaims: false,
    pkce: { required: () => true, methods: ['S256'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (ctx, sub) => ({ accountId: sub, claims: () => ({ sub, ...state.claims }) }),
    async loadExistingGrant(ctx) {
      const { accountId } = ctx.oidc.session
      const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId })
      grant.addOIDCScope('openid profile phone real_name')
      await grant.save()
      return grant
    },
  })
  provider.use(showFaults)
}

// Signs the ID token anew with what the fault changes: everything else about it stays right.
async function showFaults(ctx, next) {
  if (ctx.path.startsWith('/interaction/')) return interact(ctx)
  await next()
  const fault = state.fault
  if (ctx.path === '/me' && fault === 'other_person') ctx.body = { ...ctx.body, sub: 'somebody-else' }
  if (ctx.path === '/.well-known/openid-configuration' && fault === 'other_house') {
    ctx.body = { ...ctx.body, issuer: 'https://other.example' }
  }
  if (ctx.path !== '/token' || !ctx.body.id_token || !fault) return
  const told = decodeJwt(ctx.body.id_token)
  const now = Math.floor(Date.now() / 1000)
  const changes = {
    issuer: { iss: 'https://other.example' }, audience: { aud: 'another-client' }, nonce: { nonce: 'not-ours' },
    expired: { iat: now - 7200, exp: now - 3600 }, party: { aud: ['tongban', 'x'], azp: 'x' }, eternal: { exp: undefined },
  }
  const signing = fault === 'signature' ? { ...(await newKey(key.kid)) } : key
  const token = new SignJWT({ ...told, ...changes[fault] }).setProtectedHeader({ alg: 'RS256', kid: key.kid })
  ctx.body = { ...ctx.body, id_token: await token.sign(await importJWK(signing, 'RS256')) }
}

async function interact(ctx) {
  const result = state.person
    ? { login: { accountId: state.person } }
    : { error: 'access_denied', error_description: 'the person said no' }
  await provider.interactionFinished(ctx.req, ctx.res, result, { mergeWithLastSubmission: false })
  ctx.respond = false
}

async function control(request, response, issuer) {
  let text = ''
  for await (const part of request) text += part
  const { keys, ...told } = JSON.parse(text)
  Object.assign(state, told)
  if (keys) await start(issuer, keys)
  response.end('{}')
}

const server = createServer(async (request, response) => {
  const issuer = `http://127.0.0.1:${server.address().port}`
  if (request.url === '/control') return control(request, response, issuer)
  if (state.fault === 'silent') return // the connection stays open and nothing comes
  provider.callback()(request, response)
})
server.listen(0, '127.0.0.1', async () => {
  const issuer = `http://127.0.0.1:${server.address().port}`
  await start(issuer, 'first')
  console.log(issuer)
})
process.stdin.on('end', () => process.exit(0)).resume()
