"""Emulator: what an API's author and its client write together: templates, paths into bodies, models."""

import json

from emulator.data_plane.errors import CompileError, TemplateError, UnreadableBodyError
from emulator.data_plane.models import compile_model
from emulator.data_plane.vtl.json_paths import MISSING, look_up
from emulator.data_plane.vtl.templates import Scope, compile_template
from fuzzing.target import Check, Target, Targets, lines_of
from tests.emulator.data_plane.rest_apis import API_ID, Deployed, method, mock, snapshot

_BODY = b'{"a": [1, {"b": "c"}, null, true, 1.5], "s": "text", "m": {"k": "v"}}'


def _open_templates() -> Check:
    stage = Deployed(snapshot({"/{id}": {"ANY": method(mock())}}))
    stage.call("POST", "/7", query="q=1", headers=(("X", "y"),), body=_BODY)
    [situation] = stage.observed

    def check(data: bytes) -> None:
        try:
            template = compile_template(data.decode("utf-8", "replace"), "The template")
        except CompileError:
            return
        scope = Scope(situation, _BODY)
        try:
            written = template.render(scope)
        except (TemplateError, UnreadableBodyError):
            return
        assert isinstance(written, str)
        assert isinstance(scope.response_overrides, dict)

    return check


def _check_path(data: bytes) -> None:
    (path,), rest = lines_of(data, 1)
    try:
        document = json.loads(rest)
    except (ValueError, RecursionError):
        document = json.loads(_BODY)
    found = look_up(document, path)
    assert found is MISSING or json.dumps(found) is not None


def _check_model(data: bytes) -> None:
    (schema,), body = lines_of(data, 1)
    models = {"Model": {"name": "Model", "schema": schema}, "Other": {"name": "Other", "schema": '{"type": "string"}'}}
    try:
        validator = compile_model("Model", models, API_ID)
    except CompileError:
        return
    fault = validator.find_fault(body)
    assert fault is None or fault.startswith("[")


_OTHER = b"https://apigateway.amazonaws.com/restapis/" + API_ID.encode() + b"/models/"

TARGETS: Targets = {
    "templates": Target(
        "a template that is refused when it is deployed, or one that writes text or fails as templates do",
        _open_templates,
        (
            b'#set($x = $input.path("$"))#foreach($e in $x.a)$e#if($foreach.hasNext),#end#end $x.m.keySet()',
            b'#macro(m $a)$a#end#m("x")#define($b)y#end$b #if($x == 1 && !$y)a#elseif(3 > 2)b#else c#end',
            (
                b'$input.params().querystring.q ${input.params("id")} $util.escapeJavaScript("a") '
                b"$context.identity.sourceIp"
            ),
            b'#set($a = [1..5])#set($m = {"k": [1, "v"]})$m.put("z", $a)$a.add(6) $a.size() $m.k[1].substring(0, 1)',
            (
                b'#set($context.responseOverride.status = 201)#set($context.responseOverride.header.x = "y") ## '
                b"c\n#* c *# \\$x"
            ),
            b'#set($s = "a,b")#foreach($p in $s.split(","))$p.toUpperCase()$velocityCount#break#end#stop',
            b'$util.parseJson("{}") $util.base64Decode("YQ==") $util.urlEncode("a b") $s.replaceAll("(a)", "$1")',
        ),
        (
            *b"""
            #set( #foreach( #if( #elseif( #else #end #macro( #define( #break #stop #evaluate( $input. path("$ json("$
            .params( $util. $context. requestOverride responseOverride $foreach. [0..9] .size() .put( .get( .add(
            .substring( .split( .replaceAll( .matches( .keySet() .entrySet() .subList( .format( 999999999 -1 0x 1e9
            $!{ ${ #[[ ]]# parseJson( toString() .equals( .contains( .indexOf( .isEmpty() .remove( .toCharArray()
            .repeat(
            """.split(),
            b" in ",
            b" % 0",
            b" / 0",
            b" * ",
            b" + ",
        ),
    ),
    "json-paths": Target(
        "what is at the path, or nothing",
        lambda: _check_path,
        (
            b"$.a[1].b\n" + _BODY,
            b'$..["b"]\n' + _BODY,
            b"$.a[?(@.b == 'c')]\n" + _BODY,
            b"a[-1:]\n[]",
            b"$.a[0,1,2].length()\n{}",
            b"$[*]..*\n[[[1]]]",
        ),
        (
            *b"""
            $ .. [*] [?(@ == [-1] [1:2] .length() [' [" \\ 999999999 , )]
            """.split(),
        ),
    ),
    "models": Target(
        "a schema that is refused when it is deployed, or a fault in words",
        lambda: _check_model,
        (
            (
                b'{"type": "object", "properties": {"a": {"type": "string", "pattern": "^(a+)+$"}}, "required": '
                b'["a"]}\n{"a": "b"}'
            ),
            b'{"oneOf": [{"type": "array", "items": {"enum": [1]}}, {"not": {}}], "maxItems": 1}\n[1, 2]',
            b'{"$ref": "' + _OTHER + b'Other"}\n1',
            b'{"properties": {"self": {"$ref": "'
            + _OTHER
            + b'Model"}}, "additionalProperties": false}\n{"self": {"self": {}}}',
            b'{"definitions": {"x": {"multipleOf": 0.1}}, "$ref": "#/definitions/x"}\n0.3',
        ),
        (
            *b"""
            "$ref" "#" https://apigateway.amazonaws.com/restapis/abc123/models/ "type" "items" "pattern" "enum"
            "allOf" "anyOf" "not" "dependencies" "uniqueItems" "multipleOf" "patternProperties" "minimum"
            "exclusiveMinimum" 1e999 \\ud800 "id" null
            """.split(),
        ),
    ),
}
