// The verification form as a PDF that a person signs.
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "model/case.h"

namespace runseal::notice {

// A4, fonts embedded: the form, then from a new page the annex (what was measured). A draft carries a watermark and a
// banner on every page. The same reply gives the same bytes wherever the same fonts and libraries are, because a
// signature binds them. Safe from several threads.
// A device is shown as it is in reply.devices: "secure" only where that says so; a grade nobody measured is "unknown".
// Errors: invalid (text that is not UTF-8, a time or date that cannot be read, a signed draft, an answer given for the
// other role, characters that no font here can draw: listed), limit (one text over 64 KiB, all over 1 MiB, over 1000
// pages), not_found (no such language), usage (no id), unavailable (no font on this host).
[[nodiscard]] Result<Bytes> reply_pdf(const model::Reply& reply);

}  // namespace runseal::notice
