"""Asks `muwazi mcp` with the official client of the Model Context Protocol: mcp_client.py MUWAZI ARGUMENTS...

The client checks what a tool returns against the schema that the tool gave for it.
"""

import asyncio
import sys

from mcp import Client, ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

SENTENCE = "وصل الرئيس الفرنسي إلى القاهرة يوم الجمعة."
EXPECTED = "The French president arrived in Cairo on Thursday."


async def data(session, tool, **arguments):
    result = await session.call_tool(tool, arguments)
    assert not result.is_error, result
    assert result.content[0].text, tool
    return result.structured_content


async def main(program, arguments):
    server = StdioServerParameters(command=program, args=arguments)
    async with stdio_client(server) as (read, write), ClientSession(read, write) as session:
        hello = await session.initialize()
        assert hello.server_info.name == "muwazi", hello
        tools = {tool.name: tool for tool in (await session.list_tools()).tools}
        assert set(tools) == {"look_up", "concordance", "glossary", "align", "add_units"}, tools
        assert all(tool.output_schema and tool.annotations for tool in tools.values())

        found = await data(session, "look_up", text=SENTENCE)
        best = found["sentences"][0]["matches"][0]
        assert (best["score"], best["translation"]) == (87, EXPECTED), best

        found = await data(session, "concordance", phrase="القاهرة")
        assert found["total"] == 1, found

        found = await data(session, "glossary", text="اجتمع مجلس الأمن في القاهرة")
        terms = {term["term"]: term["translations"] for term in found["terms"]}
        assert "Security Council" in terms["مجلس الأمن"], found

        found = await data(session, "align", source="وصل الوفد. ثم غادر.", target="The delegation arrived. Then it left.")
        assert [pair["shape"] for pair in found["pairs"]] == ["1-1", "1-1"], found

        unit = {"source": "ارتفعت أسعار القمح.", "target": "Wheat prices rose."}
        found = await data(session, "add_units", units=[unit], status="confirmed")
        assert found["new"] == 1, found
        # Many calls at once; what was added is seen by each.
        calls = [data(session, "look_up", text=unit["source"]) for _ in range(20)]
        for found in await asyncio.gather(*calls):
            assert found["sentences"][0]["matches"][0]["score"] == 100, found

        refused = await session.call_tool("look_up", {"text": "نعم", "threshold": 0})
        assert refused.is_error and "from 1 to 101" in refused.content[0].text, refused

        prompts = await session.list_prompts()
        assert [prompt.name for prompt in prompts.prompts] == ["translate"], prompts
        prompt = await session.get_prompt("translate", {"text": SENTENCE})
        assert prompt.messages[1].content.text == EXPECTED, prompt
    # The revisions from 2026-07-28 on begin without a handshake.
    async with Client(server) as client:
        assert client.protocol_version >= "2026-07-28", client.protocol_version
        found = await client.call_tool("concordance", {"phrase": "القاهرة"})
        assert found.structured_content["total"] == 1, found
    print("the official client gets its answers")


asyncio.run(main(sys.argv[1], sys.argv[2:]))
