// The form of a referral: functions of the directory are offered while a name is typed.

import { combobox } from "./combobox.js";

document.querySelectorAll("form[data-referral]").forEach(combobox);
