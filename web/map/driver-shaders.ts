/* Finds each driver on their stretch of way, and draws their picture there, turned, and paler the older the position. */
export const VERTEX_SHADER = `#version 300 es
precision highp float;
in vec2 corner;
in vec4 way;
in vec2 span;
in vec2 turn;
in vec3 look;
in float seen;
uniform mat4 matrix;
uniform vec2 screenPx;
uniform float nowS;
uniform float sizePx;
uniform float bearingDeg;
uniform float icons;
uniform float staleness;
out vec2 place;
out float opacity;
out float selected;
out vec2 disc;
void main() {
  float t = span.y > 0.0 ? clamp((nowS - span.x) / span.y, 0.0, 1.0) : 1.0;
  vec4 centre = matrix * vec4(mix(way.xy, way.zw, t), 0.0, 1.0);
  float shortWay = mod(turn.y - turn.x + 540.0, 360.0) - 180.0;
  bool isTurned = look.x < 1.5;
  float angle = isTurned ? radians(turn.x + shortWay * min(1.0, t * 3.0) - bearingDeg) : 0.0;
  vec2 turned = vec2(corner.x * cos(angle) + corner.y * sin(angle), corner.y * cos(angle) - corner.x * sin(angle));
  vec2 offset = turned * sizePx * (1.0 + 0.35 * look.y) / screenPx * centre.w;
  // Beyond the far plane nothing is drawn: those whom a cluster stands for.
  gl_Position = vec4(centre.xy + offset, look.z > 0.5 ? 2.0 * centre.w : centre.z, centre.w);
  place = vec2((look.x + corner.x * 0.5 + 0.5) / icons, 0.5 - corner.y * 0.5);
  opacity = mix(1.0, 0.3, smoothstep(15.0, 60.0, nowS - seen)) * mix(1.0, 0.55, staleness);
  selected = look.y;
  disc = corner;
}`

export const FRAGMENT_SHADER = `#version 300 es
precision highp float;
in vec2 place;
in float opacity;
in float selected;
in vec2 disc;
uniform sampler2D atlas;
uniform vec3 haloColour;
uniform float staleness;
out vec4 colour;
void main() {
  vec4 picture = texture(atlas, place);
  float grey = dot(picture.rgb, vec3(0.3, 0.59, 0.11));
  picture.rgb = mix(picture.rgb, vec3(grey), staleness * 0.8);
  float ring = selected * smoothstep(0.99, 0.95, length(disc)) * 0.35;
  colour = (picture + vec4(haloColour * ring, ring) * (1.0 - picture.a)) * opacity;
}`
