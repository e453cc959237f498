//! The memory for a language model: a server of the Model Context Protocol on standard input and output.
//!
//! A program that runs a model (an editor, a desktop assistant) starts this one, sends JSON-RPC by lines, and shows the
//! model what the tools are for. Everything stays on the machine. The protocol is the official SDK's affair (`rmcp`);
//! here are the tools, one file each: what a model may send, what it gets back as data, and the same as text.
//!
//! What is wrong with a call is told the model as a tool error with a remedy, so that it can call again; standard
//! output carries nothing but the protocol, and the log goes to standard error.

mod add;
mod align;
mod concordance;
mod glossary;
mod look_up;
mod prompt;
mod reply;

use std::path::PathBuf;
use std::sync::Arc;

use rmcp::model::{
    CallToolRequestParams, CallToolResponse, GetPromptRequestParams, GetPromptResponse,
    Implementation, ListPromptsResult, ListToolsResult, PaginatedRequestParams, ServerCapabilities,
    ServerConfig, Tool,
};
use rmcp::service::{RequestContext, ServerInitializeError};
use rmcp::transport::async_rw::AsyncRwTransport;
use rmcp::{ErrorData, RoleServer, ServerHandler, ServiceExt};

use super::Shared;
use super::desk::Desk;
use crate::error::{Error, ErrorKind, Result};
use crate::lexicon::Lexicon;
use crate::lexicon::glossary::Glossary;

/// Longest message of a client, in bytes: two long articles and room to spare.
const MOST_MESSAGE_BYTES: usize = 64 << 20;

/// What a model reads before it sees the tools.
const INSTRUCTIONS: &str = "A translation memory for Arabic and English: sentences that were translated before, with how \
sure the program is of each and where it comes from. Before you translate, call look_up with the text and glossary with \
it; follow what people reviewed or confirmed. Scores: 101 same sentence in the same context, 100 same sentence, 95-99 only \
spelling or numbers differ, 70-94 similar. Never copy numbers and names from a match: take them from the text. concordance \
tells how a word or phrase was translated, align pairs the sentences of a text and its translation.";

/// What the tools work with.
#[derive(Clone)]
struct Assistant {
    desk: Shared,
    words: Arc<Words>,
    access: Access,
}

/// The words that are known besides the memories.
struct Words {
    lexicon: Lexicon,
    /// The user's terms.
    glossary: Glossary,
}

/// What a model may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Ask.
    Reading,
    /// Ask, and add units to the first memory.
    Writing,
}

/// Serves until standard input ends; the terms of `glossaries` join the lexicon.
///
/// # Errors
/// Where a glossary cannot be read, or the client does not speak the protocol.
pub fn run(desk: Desk, glossaries: &[PathBuf], access: Access) -> Result<()> {
    let (lexicon, _) = Lexicon::with_files(glossaries)?;
    let words = Words { lexicon, glossary: Glossary::of_files(glossaries)? };
    let assistant = Assistant { desk: Arc::new(desk), words: Arc::new(words), access };
    let machine = |e| Error::io("standard input", e);
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(machine)?;
    let result = runtime.block_on(async {
        let (input, output) = rmcp::transport::stdio();
        let transport =
            AsyncRwTransport::new_server(input, output).with_max_line_length(MOST_MESSAGE_BYTES);
        match assistant.serve(transport).await {
            Ok(service) => service.waiting().await.map_err(|e| failed(&e.to_string())).map(|_| ()),
            // A client that only looked whether the program starts.
            Err(ServerInitializeError::ConnectionClosed(_)) => Ok(()),
            Err(ServerInitializeError::ExpectedInitializeRequest(_)) => {
                Err(failed("the client did not begin with initialize"))
            }
            Err(error) => Err(failed(&error.to_string())),
        }
    });
    // A read of standard input that waits must not keep the program.
    runtime.shutdown_background();
    result
}

fn failed(what: &str) -> Error {
    Error::new(ErrorKind::Format, what.to_string())
        .in_file("standard input")
        .remedy("it must be a client of the Model Context Protocol")
}

impl Assistant {
    fn tools(&self) -> Vec<Tool> {
        let mut tools = vec![look_up::tool(), concordance::tool(), glossary::tool(), align::tool()];
        if self.access == Access::Writing {
            tools.push(add::tool());
        }
        tools
    }
}

impl ServerHandler for Assistant {
    fn get_info(&self) -> ServerConfig {
        let capabilities = ServerCapabilities::builder().enable_tools().enable_prompts().build();
        let own = Implementation::new("muwazi", env!("CARGO_PKG_VERSION"))
            .with_title("muwazi: Arabic–English translation memory");
        ServerConfig::new(capabilities).with_server_info(own).with_instructions(INSTRUCTIONS)
    }

    async fn list_tools(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> std::result::Result<ListToolsResult, ErrorData> {
        Ok(ListToolsResult::with_all_items(self.tools()))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> std::result::Result<CallToolResponse, ErrorData> {
        let sent = request.arguments.unwrap_or_default();
        let answer = match (request.name.as_ref(), self.access) {
            (look_up::NAME, _) => look_up::call(self, sent).await,
            (concordance::NAME, _) => concordance::call(self, sent).await,
            (glossary::NAME, _) => glossary::call(self, sent).await,
            (align::NAME, _) => align::call(self, sent).await,
            (add::NAME, Access::Writing) => add::call(self, sent).await,
            (name, _) => {
                let names: Vec<_> = self.tools().into_iter().map(|tool| tool.name).collect();
                let what = format!("there is no tool {name}; there are {}", names.join(", "));
                return Err(ErrorData::invalid_params(what, None));
            }
        };
        Ok(answer.unwrap_or_else(|refusal| refusal.result()).into())
    }

    async fn list_prompts(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> std::result::Result<ListPromptsResult, ErrorData> {
        Ok(ListPromptsResult::with_all_items(vec![prompt::prompt()]))
    }

    async fn get_prompt(
        &self,
        request: GetPromptRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> std::result::Result<GetPromptResponse, ErrorData> {
        if request.name != prompt::NAME {
            let what = format!("there is no prompt {}; there is {}", request.name, prompt::NAME);
            return Err(ErrorData::invalid_params(what, None));
        }
        let answer = prompt::get(self, request.arguments.unwrap_or_default()).await;
        answer
            .map(Into::into)
            .map_err(|refusal| ErrorData::invalid_params(refusal.sentence(), None))
    }
}
