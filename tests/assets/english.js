// Today's words, which a browser gets from the server.
import { learn } from "../../assets/shared/words.js";

learn(JSON.parse(process.env.CNNVIZ_WORDS));
