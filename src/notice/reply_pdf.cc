#include "notice/reply_pdf.h"

#include <fmt/format.h>

#include "notice/reply_check.h"
#include "notice/reply_style.h"

namespace runseal::notice {
namespace {

PageSetup setup(const model::Reply& reply, const Tongue& say) {
  PageSetup out;
  out.title = say("form.title") + " – " + tamed(reply.notice_id);
  out.creator = "runseal " + tamed(reply.version);
  out.created = reply.made_at.substr(0, 19) + "Z";  // to the second, as PDF keeps it
  out.language = say.language();
  out.head = {{say("form.title") + " · " + tamed(reply.notice_id), small}};
  out.foot_left = {{tamed(reply.id), small}};
  out.foot_right = say("form.page");
  if (reply.draft) {
    out.watermark = say("form.draft");
    out.banner = {{say("form.draft"), {9, true, accent}}, {"  ·  " + say("form.draft-note"), small}};
  }
  return out;
}

// Set twice: the first time only to learn how many pages there are, for "page 1 of 3".
Result<Bytes> set_in_type(const model::Reply& reply, const Tongue& say, std::size_t& pages) {
  Pages paper(setup(reply, say), pages);
  draw_form(paper, reply, say);
  draw_annex(paper, reply, say);
  if (say.error()) return fail(*say.error());
  pages = paper.count();
  return paper.finish();
}

}  // namespace

Result<Bytes> reply_pdf(const model::Reply& reply) {
  RUNSEAL_CHECK(check_reply(reply));
  RUNSEAL_CHECK(Sheets::check_fonts());
  const Tongue say(reply.language, reply.date_format);
  std::size_t pages = 0;
  RUNSEAL_CHECK(set_in_type(reply, say, pages));
  return set_in_type(reply, say, pages);
}

}  // namespace runseal::notice
