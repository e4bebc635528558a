// The reply: the notice's verification form, each answer taken from the case.
#pragma once

#include "service/case_book.h"

namespace runseal::service {

struct ReplyRequest {
  model::ReplyRole role = model::ReplyRole::customer;
  std::string language;      // "en", "lv"; empty: as configured, else the notice's own
  std::string organisation;  // empty: as configured
  std::string person;
  std::string title;
  bool as_it_stands = false;  // what the case does not carry is answered "no" instead of refused
};

// The reply as the case now stands, unsigned, as a draft. Fields that are missing are empty; see not_ready().
Result<model::Reply> prepare_reply(Workspace& workspace, const model::Notice& notice, const ReplyRequest& request);
Result<model::Reply> prepare_reply(Workspace& workspace, const model::Notice& notice, const model::Case& now,
                                   const ReplyRequest& request);

// What keeps this reply from being signed, each in a sentence; empty when nothing does.
Result<std::vector<std::string>> not_ready(Workspace& workspace, const model::Notice& notice, const model::Reply& reply,
                                           bool as_it_stands);
std::vector<std::string> not_ready(const model::Case& now, const model::Reply& reply, bool as_it_stands);

// SHA-256 of what the form says, so that it can be told whether what is signed is what was seen. Who signs decides on
// none of what it leaves out: its id, its date and how long the evidence is by then.
Result<std::string> digest_of(model::Reply reply);

struct ReplyFiles {
  base::Path pdf;
  base::Path json;
  std::vector<base::Path> all;
};

// Writes NOTICE-reply-ROLE-draft.pdf and .json into `folder` (watermarked, unsigned; replaces an older draft).
Result<ReplyFiles> write_draft(base::Files& files, model::Reply reply, const base::Path& folder);

// The draft's PDF, kept nowhere.
Result<Bytes> draft_pdf(model::Reply reply);

struct SignedReply {
  model::Reply reply;
  ReplyFiles files;
  std::uint64_t evidence = 0;
};

// Signs the bytes of the PDF and of the JSON and keeps both, with their signatures and the list of signers, in the data
// directory; a copy of all goes to `folder` unless that is empty. Errors: invalid when not_ready() is not empty, naming
// the first; exists when a signed reply already lies there.
Result<SignedReply> sign_reply(Workspace& workspace, const model::Notice& notice, model::Reply reply, bool as_it_stands,
                               const Signer& signer, const std::string& meaning, const base::Path& folder);
Result<SignedReply> sign_reply(Workspace& workspace, const model::Notice& notice, const model::Case& now,
                               model::Reply reply, bool as_it_stands, const Signer& signer, const std::string& meaning,
                               const base::Path& folder);

// The files of a reply once it is signed, in the order in which they are written.
[[nodiscard]] std::vector<std::string> signed_file_names(const model::Reply& reply);
// That none of them lies in `folder` yet. Errors: exists.
Result<> check_not_there(base::Files& files, const std::vector<std::string>& names, const base::Path& folder);

// Where the files of a signed reply are kept.
[[nodiscard]] base::Path reply_folder(const Workspace& workspace, const std::string& id);

inline constexpr const char* reply_namespace = "runseal-reply";

}  // namespace runseal::service
